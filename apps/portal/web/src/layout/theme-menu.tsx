import { Check, Monitor, Moon, Sun } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { announce } from '../design/announce.js';
import { Button } from '../design/button.js';
import { chooseTheme, useTheme, type Theme } from '../design/theme.js';
import { Menu } from './menu.js';

const looks = [
  { theme: 'system', text: 'As the system', Icon: Monitor },
  { theme: 'light', text: 'Light', Icon: Sun },
  { theme: 'dark', text: 'Dark', Icon: Moon },
] as const;

export function ThemeMenu() {
  const theme = useTheme();
  const { Icon, text } = looks.find((look) => look.theme === theme) ?? looks[0];
  const choose = (chosen: string) => {
    chooseTheme(chosen as Theme);
    announce(`Look: ${looks.find((look) => look.theme === chosen)?.text}`);
  };
  return (
    <Menu label="Look" button={<Button tone="plain" className="icon" icon={<Icon size={18} aria-hidden />} aria-label={`Look: ${text}`} />}>
      <DropdownMenu.RadioGroup value={theme} onValueChange={choose}>
        {looks.map((look) => (
          <DropdownMenu.RadioItem key={look.theme} value={look.theme} className="menu-item">
            <look.Icon size={16} aria-hidden />
            {look.text}
            <DropdownMenu.ItemIndicator className="end">
              <Check size={16} aria-hidden />
            </DropdownMenu.ItemIndicator>
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </Menu>
  );
}
