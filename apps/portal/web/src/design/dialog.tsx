import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

interface Asking {
  title: string;
  lead: ReactNode;
  onClose: () => void;
  small?: boolean;
  /** Only by its own buttons: what it shows comes no second time. */
  holds?: boolean;
  children: ReactNode;
}

/**
 * A dialog, open for as long as it is there; the focus stays in it and goes back to where it was. The veil is ours: the one
 * of Radix puts a style into the page, which the pages' policy refuses.
 */
export function Dialog({ title, lead, onClose, small = false, holds = false, children }: Asking) {
  const hold = (event: Event) => holds && event.preventDefault();
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <div className="veil" />
        <Radix.Content className={small ? 'dialog small' : 'dialog'} onInteractOutside={hold} onEscapeKeyDown={hold}>
          <div>
            <Radix.Title>{title}</Radix.Title>
            <Radix.Description className="quiet" asChild>
              <div>{lead}</div>
            </Radix.Description>
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
