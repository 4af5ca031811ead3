import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy, IconRoute, IconX, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const shapes: Record<'value' | 'path', Icon> = { value: IconCopy, path: IconRoute };

interface Props {
  value: string;
  /** What is copied, where “Copy” does not say it. */
  label?: string;
  shape?: keyof typeof shapes;
}

export function CopyIcon({ value, label, shape = 'value' }: Props) {
  const { t } = useTranslation();
  const { copied, error, copy } = useClipboard();
  const Shape = copied ? IconCheck : error ? IconX : shapes[shape];
  // On plain HTTP there is no clipboard, and elsewhere the reader may have refused it.
  const told = error
    ? t('task.copy.failed')
    : copied
      ? t('task.copied')
      : (label ?? t('task.copy'));
  return (
    <>
      <ActionIcon
        size={24}
        variant="subtle"
        color={error ? 'red' : copied ? 'green' : 'gray'}
        aria-label={told}
        title={told}
        onClick={() => copy(value)}
      >
        <Shape size={14} />
      </ActionIcon>
      {error && <VisuallyHidden role="alert">{told}</VisuallyHidden>}
    </>
  );
}
