import { ActionIcon, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy, IconRoute, type Icon } from '@tabler/icons-react';
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
  const Shape = shapes[shape];
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => {
        const told = copied ? t('task.copied') : (label ?? t('task.copy'));
        return (
          <ActionIcon
            size={24}
            variant="subtle"
            color={copied ? 'green' : 'gray'}
            aria-label={told}
            title={told}
            onClick={copy}
          >
            {copied ? <IconCheck size={14} /> : <Shape size={14} />}
          </ActionIcon>
        );
      }}
    </CopyButton>
  );
}
