import { Button } from '@mantine/core';
import { IconSettings, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { memberList } from '../api/members';
import { projectList } from '../api/projects';
import type { Member } from '../api/types';
import { ListPage } from '../components/ListPage';
import { MemberTable, type MemberDeed } from '../components/MemberTable';
import { Notice } from '../components/Notice';
import { useMayAct } from './me';
import { AddMember, ChangeMember, RemoveMember } from './MemberDialogs';
import { ProjectSettingsDialog } from './ProjectSettingsDialog';

const route = getRouteApi('/projects/$project');

interface Asked {
  member: Member;
  deed: MemberDeed;
}

export function Members() {
  const { t } = useTranslation();
  const { project } = route.useParams();
  const list = useInfiniteQuery(memberList(project));
  const { data: projects } = useQuery(projectList);
  const own = projects?.find((each) => each.slug === project || each.id === project);
  const mayManage = useMayAct() && own?.role === 'admin';
  const [asked, setAsked] = useState<Asked | 'add' | null>(null);
  const [isChanging, setChanging] = useState(false);
  const members = list.data?.pages.flatMap((page) => page.items) ?? [];
  const actions = mayManage && (
    <>
      <Button
        {...{ size: 'xs', variant: 'default' }}
        leftSection={<IconSettings size={15} />}
        onClick={() => setChanging(true)}
      >
        {t('projects.settings')}
      </Button>
      <Button size="xs" leftSection={<IconUserPlus size={15} />} onClick={() => setAsked('add')}>
        {t('members.add')}
      </Button>
    </>
  );
  return (
    <ListPage
      title={t('members.list', { project: own?.name ?? project })}
      help={t('members.help')}
      actions={actions}
      list={list}
      isEmpty={members.length === 0 && asked === null}
      empty={
        <Notice
          icon={<IconUsers size={28} />}
          title={t('members.empty')}
          help={t('members.empty.help')}
        />
      }
    >
      <MemberTable
        members={members}
        {...(mayManage && {
          onAsk: (member: Member, deed: MemberDeed) => setAsked({ member, deed }),
        })}
      />
      {isChanging && own && (
        <ProjectSettingsDialog project={own} onClose={() => setChanging(false)} />
      )}
      {asked && <Asking {...{ project, asked }} onClose={() => setAsked(null)} />}
    </ListPage>
  );
}

interface AskingProps {
  project: string;
  asked: Asked | 'add';
  onClose: () => void;
}

function Asking({ project, asked, onClose }: AskingProps) {
  if (asked === 'add') return <AddMember {...{ project, onClose }} />;
  const { member, deed } = asked;
  return deed === 'change' ? (
    <ChangeMember {...{ project, member, onClose }} />
  ) : (
    <RemoveMember {...{ project, member, onClose }} />
  );
}
