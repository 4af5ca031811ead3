import { IconBolt, IconBulb, IconSteeringWheel } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Mark } from '../components/Mark';
import classes from './Landing.module.css';
import { SignIn } from './SignIn';

const POINTS = [
  { key: 'live', icon: IconBolt },
  { key: 'steer', icon: IconSteeringWheel },
  { key: 'know', icon: IconBulb },
] as const;

/** What a visitor sees at `/`: what this is, and the way in. Figures are for who may see them. */
export function Landing() {
  const { t } = useTranslation();
  return (
    <div className={classes.page}>
      {/* First for whoever reads with the keyboard; at the right where there is room. */}
      <div className={classes.form}>
        <SignIn />
      </div>
      <section className={classes.about} aria-labelledby="about">
        <p className={classes.brand}>
          <Mark size={32} />
          Orakul
        </p>
        <h2 id="about" className={classes.title}>
          {t('landing.title')}
        </h2>
        <p className={classes.lead}>{t('landing.lead')}</p>
        <ul className={classes.points}>
          {POINTS.map(({ key, icon: Icon }) => (
            <li key={key} className={classes.point}>
              <span className={classes.icon} aria-hidden>
                <Icon size={20} />
              </span>
              <div>
                <h3>{t(`landing.${key}`)}</h3>
                <p className={classes.help}>{t(`landing.${key}.help`)}</p>
              </div>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
