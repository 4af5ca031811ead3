import { ActionIcon, Button } from '@mantine/core';
import { IconX, IconZoomIn } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Json, Span } from '../api/types';
import { useFormats } from '../i18n/format';
import { CopyIcon } from './CopyIcon';
import classes from './SpanDetails.module.css';
import { useSpanTime } from './spans';
import { TaskLink } from './TaskLink';

/** Which task an attempt's span is of. */
const TASK = 'orakul.task.id';

interface Props {
  span: Span;
  onZoom: () => void;
  onClose: () => void;
}

/** What is known of one span. */
export function SpanDetails({ span, onZoom, onClose }: Props) {
  const { t } = useTranslation();
  const { instant } = useFormats();
  const time = useSpanTime();
  return (
    <section className={classes.details} aria-label={t('trace.span')}>
      <header className={classes.head}>
        <h3 className={classes.name}>{span.name}</h3>
        <Button
          {...{ size: 'compact-xs', variant: 'default', onClick: onZoom }}
          leftSection={<IconZoomIn size={14} />}
        >
          {t('trace.zoom')}
        </Button>
        <ActionIcon
          {...{ size: 26, variant: 'subtle', color: 'gray', onClick: onClose }}
          aria-label={t('trace.span.close')}
        >
          <IconX size={16} />
        </ActionIcon>
      </header>
      <dl className={classes.facts}>
        <dt>{t('trace.service')}</dt>
        <dd>{span.service}</dd>
        <dt>{t('trace.duration')}</dt>
        <dd>{time(span.duration_us)}</dd>
        <dt>{t('trace.began')}</dt>
        <dd>
          {t('trace.after', {
            at: instant(span.started_at),
            offset: time(span.offset_us),
          })}
        </dd>
        <dt>{t('trace.kind')}</dt>
        <dd>{span.kind}</dd>
        {span.status === 'error' && (
          <>
            <dt>{t('trace.status')}</dt>
            <dd className={classes.error}>{t('trace.error')}</dd>
          </>
        )}
        {Object.entries(span.attributes).map(([name, value]) => (
          <Attribute key={name} {...{ name, value }} />
        ))}
      </dl>
    </section>
  );
}

function Attribute({ name, value }: { name: string; value: Json }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return (
    <>
      <dt>{name}</dt>
      <dd className={classes.value}>
        <span className={classes.text}>
          {name === TASK ? <TaskLink id={text}>{text}</TaskLink> : text}
        </span>
        <CopyIcon value={text} />
      </dd>
    </>
  );
}
