import { ActionIcon, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Badge, Waiting } from '../api/badges';
import type { Destination, Group } from '../navigation';
import { Mark } from './Mark';
import classes from './Sidebar.module.css';

const MOST = 99; // that a badge has room for

interface Props {
  groups: readonly Group[];
  /** What waits, as far as it is known. */
  waiting: Partial<Record<Badge, Waiting>>;
  /** The slug of the chosen project, which stays chosen on other pages. */
  project: string | undefined;
  /** Where one chooses it; below the name. */
  projects: ReactNode;
  /** Icons alone; their names are still read out, and shown as tooltips. */
  isNarrow: boolean;
  /** Absent where the reader cannot choose: in the drawer of a small screen. */
  onNarrow?: (isNarrow: boolean) => void;
  onChosen?: () => void;
}

export function Sidebar({ groups, isNarrow, onNarrow, onChosen, ...props }: Props) {
  const { waiting, project, projects } = props;
  const { t } = useTranslation();
  const toggle = t(isNarrow ? 'nav.widen' : 'nav.narrow');
  return (
    <div className={classes.sidebar} data-narrow={isNarrow}>
      <Link to="/" className={classes.brand}>
        <Mark size={26} />
        <span className={classes.name}>Orakul</span>
      </Link>
      {projects}
      <nav className={classes.nav} aria-label={t('nav.label')}>
        {groups.map(({ label, pages }) => (
          <div key={label} role="group" aria-label={t(label)}>
            <p className={classes.group} aria-hidden>
              {t(label)}
            </p>
            <ul>
              {pages.map((page) => (
                <li key={page.to}>
                  <Page
                    {...{ page, isNarrow, onChosen, project }}
                    waiting={page.badge && waiting[page.badge]}
                  />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      {onNarrow && (
        <div className={classes.foot}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            aria-label={toggle}
            title={toggle}
            aria-pressed={isNarrow}
            onClick={() => onNarrow(!isNarrow)}
          >
            {isNarrow ? (
              <IconLayoutSidebarLeftExpand size={18} />
            ) : (
              <IconLayoutSidebarLeftCollapse size={18} />
            )}
          </ActionIcon>
        </div>
      )}
    </div>
  );
}

/** What is beyond says no more to who decides what to do next; read out, it is told as a whole. */
function shortened({ count, isMore }: Waiting): string {
  return count > MOST ? `${MOST}+` : `${count}${isMore ? '+' : ''}`;
}

interface PageProps {
  page: Destination;
  isNarrow: boolean;
  project: string | undefined;
  waiting: Waiting | undefined;
  onChosen: (() => void) | undefined;
}

function Page({ page, isNarrow, project, waiting, onChosen }: PageProps) {
  const { t } = useTranslation();
  const { to, label, icon: Icon, badge } = page;
  return (
    <Tooltip label={t(label)} position="right" disabled={!isNarrow}>
      <Link
        to={to}
        search={project === undefined ? {} : { project }}
        className={classes.page}
        activeOptions={{ exact: to === '/', includeSearch: false }}
        onClick={onChosen}
      >
        <Icon size={18} aria-hidden />
        <span className={classes.name}>{t(label)}</span>
        {badge && waiting && waiting.count > 0 && (
          <span className={classes.badge} data-urgent={badge !== 'proposals'}>
            <span aria-hidden>{shortened(waiting)}</span>
            <VisuallyHidden>
              {t(waiting.isMore ? `badge.${badge}.more` : `badge.${badge}`, {
                count: waiting.count,
              })}
            </VisuallyHidden>
          </span>
        )}
      </Link>
    </Tooltip>
  );
}
