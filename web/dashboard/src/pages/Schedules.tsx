import { IconCalendarTime } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { doToSchedule, scheduleList, scheduleTiming, type ScheduleDeed } from '../api/schedules';
import type { Schedule } from '../api/types';
import { useTimed } from '../api/useTimed';
import { ListPage } from '../components/ListPage';
import { Notice } from '../components/Notice';
import { ReadAgain } from '../components/ReadAgain';
import { ReasonDialog } from '../components/ReasonDialog';
import { ScheduleTable } from '../components/ScheduleTable';
import { isLanguage } from '../i18n';
import { useIsAdmin } from './me';
import { useDeed } from './useDeed';

interface Asked {
  schedule: Schedule;
  deed: ScheduleDeed;
}

export function Schedules() {
  const { t, i18n } = useTranslation();
  const isAdmin = useIsAdmin();
  const timed = useTimed(scheduleTiming(isAdmin));
  const list = useQuery({
    ...scheduleList(isLanguage(i18n.language) ? i18n.language : 'en'),
    ...timed,
  });
  const [asked, setAsked] = useState<Asked | null>(null);
  const schedules = list.data ?? [];
  return (
    <ListPage
      title={t('schedules.list')}
      help={t('schedules.help')}
      isWide
      actions={!isAdmin && <ReadAgain query={list} />}
      list={list}
      isEmpty={schedules.length === 0}
      empty={
        <Notice
          icon={<IconCalendarTime size={28} />}
          title={t('schedules.empty')}
          help={t('schedules.empty.help')}
        />
      }
    >
      <ScheduleTable
        schedules={schedules}
        {...(isAdmin && {
          onAsk: (schedule: Schedule, deed: ScheduleDeed) => setAsked({ schedule, deed }),
        })}
      />
      {asked && <Deed {...asked} onClose={() => setAsked(null)} />}
    </ListPage>
  );
}

function Deed({ schedule: { name }, deed, onClose }: Asked & { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const title = t(`schedules.${deed}.title`, { name });
  const doing = useDeed({
    name: title,
    mutationFn: (reason: string) => doToSchedule(name, deed, reason),
    onDone: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ['schedules'] }),
  });
  return (
    <ReasonDialog
      title={title}
      action={t(`schedules.${deed}`)}
      isBusy={doing.isPending}
      error={doing.error}
      onConfirm={doing.mutate}
      onClose={onClose}
    >
      {t(`schedules.${deed}.help`)}
    </ReasonDialog>
  );
}
