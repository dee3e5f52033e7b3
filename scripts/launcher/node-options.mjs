/** How Node runs each of our apps, from the root of the product; the Dockerfile says the same. */
export const nodeOptions = ['--import=./scripts/launcher/source-maps.mjs'];
