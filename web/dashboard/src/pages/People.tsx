import { Button, TextInput } from '@mantine/core';
import { IconSearch, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { peopleList } from '../api/people';
import type { Account } from '../api/types';
import { ListPage } from '../components/ListPage';
import { Notice } from '../components/Notice';
import { PeopleTable, type PersonDeed } from '../components/PeopleTable';
import { useDraft } from '../components/useDraft';
import { useIsAdmin } from './me';
import { AddPerson, ChangePerson, ResetPassword, SwitchPerson } from './PersonDialogs';

const route = getRouteApi('/people');

interface Asked {
  person: Account;
  deed: PersonDeed;
}

export function People() {
  const { t } = useTranslation();
  const { q = '' } = route.useSearch();
  const list = useInfiniteQuery(peopleList(q));
  const isAdmin = useIsAdmin();
  const [asked, setAsked] = useState<Asked | 'add' | null>(null);
  const people = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <ListPage
      title={t('people.list')}
      help={t('people.help')}
      isWide
      actions={
        isAdmin && (
          <>
            <Search committed={q} />
            <Button
              size="xs"
              leftSection={<IconUserPlus size={15} />}
              onClick={() => setAsked('add')}
            >
              {t('people.add')}
            </Button>
          </>
        )
      }
      list={list}
      isEmpty={people.length === 0}
      empty={
        <Notice
          icon={<IconUsers size={28} />}
          title={t('people.empty')}
          help={t('people.empty.help')}
        />
      }
    >
      <PeopleTable people={people} onAsk={(person, deed) => setAsked({ person, deed })} />
      {asked && (
        <Asking
          asked={asked}
          onAdded={(person) => setAsked({ person, deed: 'reset' })}
          onClose={() => setAsked(null)}
        />
      )}
    </ListPage>
  );
}

function Search({ committed }: { committed: string }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const draft = useDraft(committed, (value) => {
    void navigate({ search: value.trim() ? { q: value.trim() } : {}, replace: true });
  });
  return (
    <TextInput
      size="xs"
      type="search"
      aria-label={t('people.search')}
      placeholder={t('people.search')}
      leftSection={<IconSearch size={14} />}
      value={draft.value}
      onChange={(event) => draft.set(event.currentTarget.value)}
    />
  );
}

interface AskingProps {
  asked: Asked | 'add';
  onAdded: (person: Account) => void;
  onClose: () => void;
}

function Asking({ asked, onAdded, onClose }: AskingProps) {
  if (asked === 'add') return <AddPerson onAdded={onAdded} onClose={onClose} />;
  const { person, deed } = asked;
  if (deed === 'change') return <ChangePerson person={person} onClose={onClose} />;
  if (deed === 'reset') return <ResetPassword person={person} onClose={onClose} />;
  return <SwitchPerson person={person} onClose={onClose} />;
}
