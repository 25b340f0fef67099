/**
 * A sentence that changes while it is shown. Each is an element of its own: a browser that translates the page puts other elements
 * in the place of a text, and what is written into that text afterwards is not shown.
 */
export function Changing({ text, class: className }: { text: string; class?: string }) {
  return (
    <span key={text} class={className}>
      {text}
    </span>
  );
}
