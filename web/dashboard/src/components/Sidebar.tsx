import { ActionIcon, Tooltip } from '@mantine/core';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Destination, Group } from '../navigation';
import { Mark } from './Mark';
import classes from './Sidebar.module.css';

interface Props {
  groups: readonly Group[];
  /** Icons alone; their names are still read out, and shown as tooltips. */
  isNarrow: boolean;
  /** Absent where the reader cannot choose: in the drawer of a small screen. */
  onNarrow?: (isNarrow: boolean) => void;
  onChosen?: () => void;
}

export function Sidebar({ groups, isNarrow, onNarrow, onChosen }: Props) {
  const { t } = useTranslation();
  const toggle = t(isNarrow ? 'nav.widen' : 'nav.narrow');
  return (
    <div className={classes.sidebar} data-narrow={isNarrow}>
      <Link to="/" className={classes.brand} activeProps={{ 'aria-current': undefined }}>
        <Mark size={26} />
        <span className={classes.name}>Orakul</span>
      </Link>
      <nav className={classes.nav} aria-label={t('nav.label')}>
        {groups.map(({ label, pages }) => (
          <div key={label} role="group" aria-label={t(label)}>
            <p className={classes.group} aria-hidden>
              {t(label)}
            </p>
            <ul>
              {pages.map((page) => (
                <li key={page.to}>
                  <Page {...{ page, isNarrow, onChosen }} />
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

interface PageProps {
  page: Destination;
  isNarrow: boolean;
  onChosen: (() => void) | undefined;
}

function Page({ page: { to, label, icon: Icon }, isNarrow, onChosen }: PageProps) {
  const { t } = useTranslation();
  return (
    <Tooltip label={t(label)} position="right" disabled={!isNarrow}>
      <Link
        to={to}
        className={classes.page}
        activeOptions={{ exact: to === '/', includeSearch: false }}
        onClick={onChosen}
      >
        <Icon size={18} aria-hidden />
        <span className={classes.name}>{t(label)}</span>
      </Link>
    </Tooltip>
  );
}
