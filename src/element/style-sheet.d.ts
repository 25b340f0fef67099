/** The build puts the bundled style sheet in its place (`scripts/build-element.ts`). */
declare module "*.css" {
  const text: string;
  export default text;
}
