import { Menu as MenuIcon } from 'lucide-react';
import { NavLink } from 'react-router';
import { useAccount } from '../api/session.js';
import { Button, ButtonLink } from '../design/button.js';
import { sectionsFor } from '../sections.js';
import { AccountMenu } from './account-menu.js';
import { Brand } from './brand.js';
import { Menu, MenuLine, MenuLink } from './menu.js';
import { ThemeMenu } from './theme-menu.js';

export function Header() {
  const account = useAccount();
  const sections = sectionsFor(account);
  return (
    <header className="header">
      <div className="header-row">
        <Brand />
        <nav className="nav only-wide" aria-label="Portal">
          {sections.map(({ to, text }) => (
            <NavLink key={to} to={to}>
              {text}
            </NavLink>
          ))}
        </nav>
        <div className="header-end">
          <ThemeMenu />
          {account && <AccountMenu account={account} />}
          {account === null && (
            <>
              <ButtonLink to="/sign-in" tone="plain" className="only-wide">
                Sign in
              </ButtonLink>
              <ButtonLink to="/sign-up" tone="main" className="only-wide">
                Create account
              </ButtonLink>
            </>
          )}
          <Menu label="Portal" button={<Button tone="plain" className="icon only-narrow" icon={<MenuIcon size={20} aria-hidden />} aria-label="Menu" />}>
            {sections.map(({ to, text, icon }) => (
              <MenuLink key={to} to={to} icon={icon}>
                {text}
              </MenuLink>
            ))}
            {account === null && (
              <>
                <MenuLine />
                <MenuLink to="/sign-in">Sign in</MenuLink>
                <MenuLink to="/sign-up">Create account</MenuLink>
              </>
            )}
          </Menu>
        </div>
      </div>
    </header>
  );
}
