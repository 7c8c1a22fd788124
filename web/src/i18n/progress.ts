import type { Pairs } from './split'

export const progress = {
  title: ['对接台账', 'Matches in progress'],
  open: ['对接台账', 'In progress'],
  lead: ['每个被推荐的配对走到了哪一步：已查看、已联系、洽谈中、已达成，或因何谢绝。已达成的在全局匹配中保留，谢绝和办结的不再推荐。', 'How far each suggested pair has come: seen, contacted, talking, agreed, or declined and why. What was agreed stays in the plan for all needs; what was declined or closed is not suggested again.'],
  move: ['更新进展', 'Move on'],
  to: ['更新为', 'New state'],
  reason: ['谢绝原因', 'Reason'],
  note: ['说明（可不填）', 'Note (optional)'],
  save: ['保存', 'Save'],
  cancel: ['取消', 'Cancel'],
  history: ['经过', 'History'],
  state: ['状态', 'State'],
  since: ['更新时间', 'Since'],
  why: ['原因与说明', 'Reason and note'],
  empty: ['还没有配对有进展。在需求页的候选中点“更新进展”即可记录。', 'No pair has moved on yet. Use “Move on” beside a candidate of a need.'],
  all: ['全部', 'All'],
  feedback: ['近期反馈', 'What was said of it'],
  opportunities: ['可承接的需求', 'Needs it could meet'],
  opportunities_note: ['待对接的需求中，该机构的供给排进前五十名的，得分高的在前。', 'Open needs for which one of its offers is among the fifty best, best first.'],
  opportunities_none: ['目前没有', 'None at present'],
  place: ['第 {place} / {of} 名', '{place} of {of}'],
} satisfies Pairs
