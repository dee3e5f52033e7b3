import { useRef, type SyntheticEvent } from 'react';

/** The fields of a form that was sent, as texts. */
export function fieldsOf<Name extends string>(event: SyntheticEvent<HTMLFormElement>): Record<Name, string> {
  event.preventDefault();
  return Object.fromEntries([...new FormData(event.currentTarget)].map(([name, value]) => [name, typeof value === 'string' ? value : ''])) as Record<Name, string>;
}

/** Puts the focus on the first field with a fault, once it says so. */
export function useFirstFault() {
  const form = useRef<HTMLFormElement>(null);
  const focusFirstFault = () => requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  return { form, focusFirstFault };
}
