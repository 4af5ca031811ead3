import { Button, Kbd } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Verb } from '../api/proposals';
import { DEEDS } from './proposalDeeds';
import classes from './ProposalActions.module.css';

interface Props {
  busy: Verb | undefined;
  onChoose: (verb: Verb) => void;
}

/** What can be decided, each with the key that does the same. */
export function ProposalActions({ busy, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.actions} role="group" aria-label={t('proposals.decide')}>
      {DEEDS.map(({ verb, key, icon: Shape }) => (
        <Button
          key={verb}
          size="xs"
          variant={verb === 'approve' ? 'filled' : 'default'}
          leftSection={<Shape size={14} aria-hidden />}
          rightSection={
            <Kbd size="xs" className={classes.key} aria-hidden>
              {key.toUpperCase()}
            </Kbd>
          }
          aria-keyshortcuts={key.toUpperCase()}
          loading={busy === verb}
          disabled={busy !== undefined && busy !== verb}
          onClick={() => onChoose(verb)}
        >
          {t(`proposals.${verb}`)}
        </Button>
      ))}
    </div>
  );
}
