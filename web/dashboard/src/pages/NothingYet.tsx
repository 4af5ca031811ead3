import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { writableOf } from '../api/projects';
import { Notice } from '../components/Notice';
import { useMayAct, useMe } from './me';
import { useProject } from './useProject';

interface Props {
  icon: ReactNode;
  title: string;
  /** The next step of somebody who may take it. */
  help: string;
  /** Takes that step. */
  action?: ReactNode;
}

/** An empty page tells the step that its reader can take: to act, to look on, or to be let in. */
export function NothingYet({ icon, title, help, action }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const [project] = useProject();
  const isAdmin = me?.role === 'admin';
  const mayActHere = useMayAct(project);
  const isOutside = !isAdmin && me?.projects.length === 0;
  const mayAct = isAdmin || (mayActHere && me !== null && writableOf(me).length > 0);
  if (mayAct) return <Notice {...{ icon, title, help, action }} />;
  return <Notice {...{ icon, title }} help={t(isOutside ? 'empty.outside' : 'empty.viewer')} />;
}
