import { useTranslation } from 'react-i18next';

const NAMED = [
  ...(['tasks', 'knowledge_extraction', 'topics', 'messages', 'workers', 'schedules'] as const),
  ...(['views', 'alert', 'people', 'rights', 'analysis_runs', 'experiments'] as const),
  ...(['proposals', 'ingestion', 'secrets'] as const),
] as const;

/** Tells what a topic of events is called, without its project. */
export function useTopicName(): (topic: string) => string {
  const { t } = useTranslation();
  return (topic) => {
    const named = NAMED.find((each) => each === topic);
    return named ? t(`events.topic.${named}`) : topic;
  };
}
