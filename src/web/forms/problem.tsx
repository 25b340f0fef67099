/** Why something was refused. It is always there, so that a screen reader notices when it is filled. */
export function Problem({ id, text }: { id?: string; text: string | undefined }) {
  return (
    <p id={id} class="problem" role="alert">
      {text}
    </p>
  );
}
