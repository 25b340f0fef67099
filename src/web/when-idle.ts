/** Calls back when the browser has nothing better to do; the result cancels it. Safari has no idle callback. */
export function whenIdle(callback: () => void): () => void {
  if ("requestIdleCallback" in window) {
    const handle = requestIdleCallback(callback, { timeout: 1_000 });
    return () => cancelIdleCallback(handle);
  }
  const timer = setTimeout(callback, 200);
  return () => clearTimeout(timer);
}

/** Loads and starts what nobody waits for, once the browser is idle. The result stops it, also when it has not started. */
export function startWhenIdle(load: () => Promise<() => () => void>): () => void {
  let stop = (): void => {};
  let isStopped = false;
  const cancel = whenIdle(() => {
    load().then(
      (start) => {
        if (!isStopped) stop = start();
      },
      () => {}, // it could not be loaded: the page goes without
    );
  });
  return () => {
    isStopped = true;
    cancel();
    stop();
  };
}
