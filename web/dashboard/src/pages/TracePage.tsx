import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Trace } from '../api/types';
import { present } from '../api/view';
import { CopyIcon } from '../components/CopyIcon';
import page from '../components/Page.module.css';
import { PageHead } from '../components/PageHead';
import { TaskTrace, TraceElsewhere } from './TaskTrace';
import classes from './TracePage.module.css';

const route = getRouteApi('/traces/$id');

/** One trace over the whole page. */
export function TracePage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { span, project } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <section className={page.page} aria-label={t('trace.page', { id })}>
      <PageHead title={t('trace.title')}>
        <span className={classes.id}>
          <code>{id}</code>
          <CopyIcon value={id} />
        </span>
        <TraceElsewhere id={id} />
        <Link to="/traces" search={present({ project })} className={classes.other}>
          {t('trace.other')}
        </Link>
      </PageHead>
      <TaskTrace
        key={id}
        id={id}
        span={span}
        onSpan={(chosen) => void navigate({ search: present({ project, span: chosen }) })}
      >
        {(trace) => trace.tasks.length > 0 && <Tasks trace={trace} />}
      </TaskTrace>
    </section>
  );
}

/** The tasks of the trace, as far as one may see them. */
function Tasks({ trace }: { trace: Trace }) {
  const { t } = useTranslation();
  return (
    <nav className={classes.tasks} aria-label={t('trace.tasks')}>
      {t('trace.tasks')}
      {trace.tasks.map((task) => (
        <Link key={task} to="/" search={{ task }}>
          #{task}
        </Link>
      ))}
      {trace.is_cut && (
        <Link to="/" search={{ q: `trace:${trace.id}` }}>
          {t('trace.tasks.all')}
        </Link>
      )}
    </nav>
  );
}
