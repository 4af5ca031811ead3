import { useTranslation } from 'react-i18next';

const KINDS = [
  ...(['person', 'worker', 'schedule', 'task', 'system', 'command', 'database'] as const),
  ...(['webhook', 'mercure', 'issuer'] as const),
] as const;
/** What Orakul does by itself. */
const OWN = ['system:rescue', 'system:setup'] as const;

type Tell = (actor: string, name?: string | null) => string;

/** Tells who acts in the reader's words; *name* is what the person is called, where it is known. */
export function useActor(): Tell {
  const { t } = useTranslation();
  return (actor, name) => {
    if (name) return name;
    const own = OWN.find((each) => each === actor);
    if (own) return t(`actor.${own}`);
    const [first = '', ...rest] = actor.split(':');
    const kind = KINDS.find((each) => each === first);
    return kind ? t(`actor.${kind}`, { name: rest.join(':') }).trim() : actor;
  };
}
