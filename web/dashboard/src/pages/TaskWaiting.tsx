import { useQuery } from '@tanstack/react-query';
import { useTimed } from '../api/useTimed';
import { taskWhy, whyTiming } from '../api/why';
import { TaskWhy } from '../components/TaskWhy';
import { useIsAdmin } from './me';

/** Why a task that waits is not running, as far as the server has told it. */
export function TaskWaiting({ id }: { id: string }) {
  const { data } = useQuery({ ...taskWhy(id), ...useTimed(whyTiming(useIsAdmin())) });
  return data && <TaskWhy why={data} />;
}
