/** Lets every promise that can go on go on. No time passes on a fake clock. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}
