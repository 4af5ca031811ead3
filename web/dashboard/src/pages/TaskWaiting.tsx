import { useQuery } from '@tanstack/react-query';
import { taskWhy } from '../api/tasks';
import { TaskWhy } from '../components/TaskWhy';

/** Why a task that waits is not running, as far as the server has told it. */
export function TaskWaiting({ id }: { id: string }) {
  const { data } = useQuery(taskWhy(id));
  return data && <TaskWhy why={data} />;
}
