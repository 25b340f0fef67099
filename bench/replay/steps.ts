/** What an author does in a recorded talk, and when, in ms since its beginning. */
export type Step = { readonly atMs: number; readonly nickname: string } & (
  | { readonly does: "say"; readonly text: string }
  | { readonly does: "join" }
  | { readonly does: "leave" }
  | { readonly does: "rename"; readonly to: string }
);

/** A step without its time. */
export type Deed = Step extends infer One ? (One extends Step ? Omit<One, "atMs"> : never) : never;
