import { createI18n } from 'vue-i18n'
import { split } from './split'
import { shell } from './shell'
import { overview } from './overview'
import { chain } from './chain'
import { directory } from './directory'
import { duplicates } from './duplicates'
import { record } from './record'
import { risk } from './risk'
import { certainty } from './certainty'
import { measure } from './measure'
import { repair } from './repair'
import { time } from './time'
import { whatif } from './whatif'
import { makers } from './makers'
import { needs } from './needs'
import { offers } from './offers'
import { assignment } from './assignment'
import { progress } from './progress'
import { watch } from './watch'
import { trade } from './trade'
import { event } from './event'
import { backbone } from './backbone'
import { about } from './about'

export const pairs = { ...shell, overview, chain, directory, duplicates, record, risk, certainty, whatif, measure, repair, time, needs, makers, offers, trade, assignment, progress, watch, event, backbone, about }

export const i18n = createI18n({
  legacy: false,
  locale: 'zh',
  fallbackLocale: 'zh',
  messages: { zh: split(pairs, 0), en: split(pairs, 1) },
})
