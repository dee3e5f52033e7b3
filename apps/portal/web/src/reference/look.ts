/** Scalar's names for the two looks, at the body. */
const classOf = (isDark: boolean) => (isDark ? 'dark-mode' : 'light-mode');

/**
 * Keeps the look of what Scalar draws as it is now. Scalar 1.72 reads `forceDarkModeState` once, and puts its class back whenever
 * the system's look changes. @returns what ends it
 */
export function keepLook(isDark: boolean): () => void {
  const { classList } = document.body;
  const keep = () => {
    // A class that is set again is a change too.
    if (classList.contains(classOf(isDark)) && !classList.contains(classOf(!isDark))) return;
    classList.remove(classOf(!isDark));
    classList.add(classOf(isDark));
  };
  const observer = new MutationObserver(keep);
  observer.observe(document.body, { attributeFilter: ['class'] });
  keep();
  return () => observer.disconnect();
}
