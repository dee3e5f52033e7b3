import { ChevronDown, LogOut, User } from 'lucide-react';
import { useNavigate } from 'react-router';
import { useSignOut } from '../api/session.js';
import type { Account } from '../api/wire.js';
import { announce } from '../design/announce.js';
import { Button } from '../design/button.js';
import { Menu, MenuAction, MenuLine } from './menu.js';

export function AccountMenu({ account }: { account: Account }) {
  const signOut = useSignOut();
  const navigate = useNavigate();
  const leave = () =>
    signOut.mutate(undefined, {
      onSuccess: () => {
        announce('Signed out');
        void navigate('/');
      },
    });
  return (
    <Menu
      label="Account"
      button={
        <Button tone="plain" busy={signOut.isPending} icon={<User size={18} aria-hidden />} aria-label={`Account of ${account.name}`}>
          <span className="only-wide">{account.name}</span>
          <ChevronDown size={14} aria-hidden />
        </Button>
      }
    >
      <div className="menu-head">
        <strong>{account.name}</strong>
        <div className="quiet small">{account.email}</div>
        {account.role === 'operator' && <div className="small">Operator</div>}
      </div>
      <MenuLine />
      <MenuAction icon={<LogOut size={16} aria-hidden />} onSelect={leave}>
        Sign out
      </MenuAction>
    </Menu>
  );
}
