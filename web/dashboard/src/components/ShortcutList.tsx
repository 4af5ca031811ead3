import { Kbd, Modal, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Destination } from '../navigation';
import classes from './ShortcutList.module.css';

interface Props {
  pages: readonly Destination[];
  /** Whether single keys do anything. */
  isOn: boolean;
  onTurn: (isOn: boolean) => void;
  onClose: () => void;
}

/** What the keyboard can do, and a way to keep single keys from doing it. */
export function ShortcutList({ pages, isOn, onTurn, onClose }: Props) {
  const { t } = useTranslation();
  const command = t('keys.command');
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('keys.title')}
      closeButtonProps={{ 'aria-label': t('dialog.close') }}
    >
      <Keys
        title={t('keys.anywhere')}
        keys={[
          [[command, 'K'], t('palette.title')],
          [['/'], t('keys.search')],
          [['?'], t('keys.title')],
          [['Esc'], t('keys.close')],
        ]}
      />
      <Keys
        title={t('keys.go')}
        keys={pages.flatMap(({ key, label }) => (key ? [[['g', key], t(label)] as const] : []))}
      />
      <Keys
        title={t('keys.list')}
        keys={[
          [['j'], t('keys.next')],
          [['k'], t('keys.previous')],
          [['Enter'], t('keys.open')],
        ]}
      />
      <Switch
        className={classes.switch}
        classNames={{ description: classes.help }}
        label={t('keys.single')}
        description={t('keys.single.help')}
        checked={isOn}
        onChange={(event) => onTurn(event.currentTarget.checked)}
      />
    </Modal>
  );
}

interface KeysProps {
  title: string;
  keys: readonly (readonly [keys: readonly string[], does: string])[];
}

function Keys({ title, keys }: KeysProps) {
  return (
    <section>
      <h3 className={classes.title}>{title}</h3>
      <dl>
        {keys.map(([pressed, does]) => (
          <div key={does} className={classes.row}>
            <dt>{does}</dt>
            <dd>
              {pressed.map((each) => (
                <Kbd key={each}>{each}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
