// Before anything is painted: the look that was chosen here before. Without a choice the system's holds.
try {
  const chosen = localStorage.getItem('strata-theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch {
  // A browser that keeps nothing shows the system's look.
}
