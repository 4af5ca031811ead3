import { Kbd, Modal, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './ShortcutList.module.css';
import { useFocusReturn } from './useFocusReturn';
import type { KeyGroup } from './useKeys';

interface Props {
  /** What the page at hand listens for comes first. */
  groups: readonly KeyGroup[];
  /** Whether single keys do anything. */
  isOn: boolean;
  onTurn: (isOn: boolean) => void;
  onClose: () => void;
}

/** What the keyboard can do, and a way to keep single keys from doing it. */
export function ShortcutList({ groups, isOn, onTurn, onClose }: Props) {
  const { t } = useTranslation();
  useFocusReturn();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('keys.title')}
      closeButtonProps={{ 'aria-label': t('dialog.close') }}
    >
      {groups.map(({ title, keys }) => (
        <Keys
          key={title}
          title={title}
          keys={Object.entries(keys).map(([pressed, { does }]) => [pressed.split(' '), does])}
        />
      ))}
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
