import { Dialog as Radix } from 'radix-ui';
import { useState, type ReactNode } from 'react';

interface Asking {
  title: string;
  lead: ReactNode;
  onClose: () => void;
  small?: boolean;
  /** Only by its own buttons: what it shows comes no second time. */
  holds?: boolean;
  children: ReactNode;
}

/** What had the focus before the first of the dialogs that follow each other. */
let opener: Element | null = null;

/** A menu is gone as its dialog opens: its button stands for it. */
function rememberOpener(): void {
  const { activeElement } = document;
  if (activeElement?.closest('[role="dialog"]')) return;
  const menu = activeElement?.closest('[role="menu"]');
  opener = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : activeElement;
}

/** Back to where it was; to the heading where that is gone. */
function returnFocus(event: Event): void {
  event.preventDefault();
  const target = opener?.isConnected ? opener : document.querySelector('main h1');
  if (target instanceof HTMLElement) target.focus();
}

/**
 * A dialog, open for as long as it is there; the focus stays in it and goes back to where it was. The veil is ours: the one
 * of Radix puts a style into the page, which the pages' policy refuses.
 */
export function Dialog({ title, lead, onClose, small = false, holds = false, children }: Asking) {
  useState(rememberOpener);
  const hold = (event: Event) => holds && event.preventDefault();
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <div className="veil" />
        <Radix.Content className={small ? 'dialog narrow' : 'dialog'} onInteractOutside={hold} onEscapeKeyDown={hold} onCloseAutoFocus={returnFocus}>
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
