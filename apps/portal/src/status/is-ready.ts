/** ms; a process that takes longer to say so is not. */
const patienceMs = 2_000;

/** Whether the process at an address takes calls. */
export async function isReady(address: string): Promise<boolean> {
  try {
    const answer = await fetch(new URL('/health/ready', address), { redirect: 'error', signal: AbortSignal.timeout(patienceMs) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    // For who looks at the page a refused connection is the same as a late answer.
    return false;
  }
}
