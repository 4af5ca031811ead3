import { Button, Skeleton } from '@mantine/core';
import { IconQuestionMark } from '@tabler/icons-react';
import { Notice } from './Notice';
import classes from './TaskDetail.module.css';

interface Props {
  title: string;
  help: string;
  /** What closing the panel is called. */
  close: string;
  onClose: () => void;
}

/** What was to be opened is not there, or is not the reader's to see. */
export function PanelMissing({ title, help, close, onClose }: Props) {
  return (
    <Notice
      urgent
      icon={<IconQuestionMark size={28} />}
      title={title}
      help={help}
      action={
        <Button size="xs" variant="default" onClick={onClose}>
          {close}
        </Button>
      }
    />
  );
}

/** A part of a panel whose head stands already. */
export function PartLoading() {
  return (
    <div className={classes.skeleton} aria-busy>
      <Skeleton height={180} />
    </div>
  );
}

export function PanelLoading() {
  return (
    <div className={classes.skeleton} aria-busy>
      <Skeleton height={18} width={90} />
      <Skeleton height={26} width="70%" />
      <Skeleton height={32} width={130} radius="xl" />
      <Skeleton height={140} mt={12} />
      <Skeleton height={180} />
    </div>
  );
}
