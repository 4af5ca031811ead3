import { Button, Popover, TextInput } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './PauseButton.module.css';

interface Props {
  isBusy: boolean;
  error: Error | null;
  onPause: (reason: string) => void;
}

/** Asks why before it stops everybody's work. */
export function PauseButton({ isBusy, error, onPause }: Props) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      width={320}
      shadow="md"
      trapFocus
    >
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          aria-label={t('queue.pause')}
          className={classes.button}
          onClick={() => setOpen(!isOpen)}
        >
          <IconPlayerPause size={15} aria-hidden />
          <span className={classes.label}>{t('queue.pause')}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            onPause(reason.trim());
          }}
        >
          <p className={classes.help}>{t('queue.pause.help')}</p>
          <TextInput
            {...{ label: t('queue.reason'), description: t('queue.reason.hint'), maxLength: 200 }}
            value={reason}
            error={error?.message}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus
          />
          <Button type="submit" size="xs" loading={isBusy}>
            {t('queue.pause')}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
