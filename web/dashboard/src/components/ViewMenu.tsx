import { Button, Menu, VisuallyHidden } from '@mantine/core';
import {
  IconArrowBackUp,
  IconBookmark,
  IconBookmarkPlus,
  IconCheck,
  IconDeviceFloppy,
  IconEdit,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SavedView } from '../api/types';
import classes from './ViewMenu.module.css';

/** What is asked for in a dialog. */
export type ViewDeed = 'save' | 'update' | 'change' | 'delete';

interface Props {
  views: readonly SavedView[];
  /** Why there are none to be chosen. */
  problem: string | undefined;
  /** Whose views are one's own. */
  person: string;
  chosen: SavedView | undefined;
  /** The board shows something else than *chosen* by now. */
  isChanged: boolean;
  /** What may be done. */
  deeds: readonly ViewDeed[];
  onChoose: (view: SavedView) => void;
  onDeed: (deed: ViewDeed) => void;
}

/** Which view the board shows, and what can be done with it. */
export function ViewMenu(props: Props) {
  const { views, problem, person, chosen, isChanged } = props;
  const { t } = useTranslation();
  const own = views.filter(({ owner }) => owner.id === person);
  const shared = views.filter(({ owner }) => owner.id !== person);
  return (
    <Menu position="bottom-end" width={270} shadow="md">
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          className={classes.button}
          leftSection={<IconBookmark size={15} aria-hidden />}
          title={chosen?.name}
        >
          <VisuallyHidden>{chosen && `${t('views.title')}: `}</VisuallyHidden>
          <span className={classes.chosen}>{chosen?.name ?? t('views.title')}</span>
          {isChanged && <span className={classes.changed}>{t('views.changed')}</span>}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        <div className={classes.views}>
          {problem && (
            <p role="presentation" className={classes.problem}>
              {problem}
            </p>
          )}
          {views.length === 0 && !problem && (
            <p role="presentation" className={classes.none}>
              {t('views.none')}
            </p>
          )}
          <Views {...props} label={t('views.own')} views={own} />
          <Views {...props} label={t('views.shared')} views={shared} />
        </div>
        <Deeds {...props} />
      </Menu.Dropdown>
    </Menu>
  );
}

interface ViewsProps {
  label: string;
  views: readonly SavedView[];
  person: string;
  chosen: SavedView | undefined;
  onChoose: (view: SavedView) => void;
}

function Views({ label, views, person, chosen, onChoose }: ViewsProps) {
  return (
    <>
      {views.length > 0 && <Menu.Label>{label}</Menu.Label>}
      {views.map((view) => (
        <Menu.Item
          key={view.id}
          aria-current={view.id === chosen?.id}
          rightSection={view.id === chosen?.id && <IconCheck size={14} aria-hidden />}
          onClick={() => onChoose(view)}
        >
          <span className={classes.name}>{view.name}</span>
          <span className={classes.hint}>
            {[view.owner.id === person ? null : view.owner.name, view.project]
              .filter((each) => each !== null)
              .join(' · ')}
          </span>
        </Menu.Item>
      ))}
    </>
  );
}

const ICONS = {
  save: IconBookmarkPlus,
  update: IconDeviceFloppy,
  change: IconEdit,
  delete: IconTrash,
} as const;

function Deeds({ chosen, isChanged, deeds, onChoose, onDeed }: Props) {
  const { t } = useTranslation();
  return (
    <>
      {(deeds.length > 0 || isChanged) && <Menu.Divider />}
      {chosen && isChanged && (
        <Menu.Item
          leftSection={<IconArrowBackUp size={15} aria-hidden />}
          onClick={() => onChoose(chosen)}
        >
          {t('views.back')}
        </Menu.Item>
      )}
      {deeds.map((deed) => {
        const Icon = ICONS[deed];
        return (
          <Menu.Item
            key={deed}
            leftSection={<Icon size={15} aria-hidden />}
            onClick={() => onDeed(deed)}
          >
            {t(`views.${deed}`)}
          </Menu.Item>
        );
      })}
    </>
  );
}
