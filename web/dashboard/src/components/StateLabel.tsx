import {
  IconBan,
  IconCircleCheck,
  IconClock,
  IconExclamationCircle,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlugConnectedX,
  IconHandStop,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ShownState } from '../api/tasks';
import classes from './StateLabel.module.css';

/** What a task or one of its attempts can be; an attempt's worker may die or end before it. */
export type LabelState = ShownState | 'lost' | 'interrupted';

const icons: Record<LabelState, Icon> = {
  pending: IconClock,
  in_progress: IconPlayerPlay,
  cancelling: IconHandStop,
  completed: IconCircleCheck,
  failed: IconExclamationCircle,
  cancelled: IconBan,
  lost: IconPlugConnectedX,
  interrupted: IconPlayerStop,
};

interface Props {
  state: LabelState;
  size?: 'small' | 'large';
}

/** Word, shape and colour, so that no state is told by its colour alone. */
export function StateLabel(props: Props) {
  const { t } = useTranslation();
  return <StateMark {...props} word={t(`state.${props.state}`)} />;
}

/** The label for rows, where the list has the words. */
export function StateMark({ state, word, size = 'small' }: Props & { word: string }) {
  const Shape = icons[state];
  return (
    <span className={`${classes.label} ${classes[state]}`} data-state={state} data-size={size}>
      <Shape size={size === 'large' ? 20 : 14} stroke={2} aria-hidden />
      {word}
    </span>
  );
}
