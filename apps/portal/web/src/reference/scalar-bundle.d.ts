/** Scalar for browsers: vite.config.ts says which file that is. */
declare module 'scalar-bundle?url' {
  const address: string;
  export default address;
}
