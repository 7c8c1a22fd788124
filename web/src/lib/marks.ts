// Shapes and colours of the risk classes, in a box of 10 by 10.
import type { RiskClass } from '@/api/types'

export const kRiskShape: Record<RiskClass, string> = {
  red: 'M5 .4L9.6 5 5 9.6 .4 5z',
  orange: 'M5 1L9.4 9H.6z',
  yellow: 'M5 1.2a3.8 3.8 0 1 0 .01 0z',
  none: 'M5 2.4a2.6 2.6 0 1 0 .01 0z',
}

export const kRiskColour: Record<RiskClass, string> = {
  red: 'var(--red)',
  orange: 'var(--orange)',
  yellow: 'var(--yellow)',
  none: 'var(--none)',
}
