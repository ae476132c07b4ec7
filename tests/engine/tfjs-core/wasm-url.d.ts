/** Vite gives the address of such a file. */
declare module '*.wasm?url' {
  const url: string;
  export default url;
}
