import { useEffect, useState } from "preact/hooks";

/** Loads the encoder only when a code is shown. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const [modules, setModules] = useState<readonly (readonly boolean[])[]>([]);
  useEffect(() => {
    import("uqr").then(
      ({ encode }) => setModules(encode(text, { border: 2 }).data),
      () => setModules([]),
    );
  }, [text]);

  if (modules.length === 0) return null;
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${modules.length} ${modules.length}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <path d={modules.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ""))).join("")} />
    </svg>
  );
}
