"use strict";
// The words of the citizens' page that are not in its HTML: pairs of Chinese and English.
const KINDS = {
  help: ["求助", "ask for help"],
  question: ["咨询", "ask a question"],
  complaint: ["投诉", "complain"],
  report: ["举报", "report an offence"],
  suggestion: ["建议", "suggest something"],
  praise: ["表扬", "praise somebody"],
};
const STATES = {
  accepted: ["已收到", "Received"],
  refused: ["已收到，人工核对中", "Received, being looked at"],
  recorded: ["已收到", "Received"],
  pending_dispatch: ["正在确定承办单位", "Finding the unit"],
  dispatched: ["已派单", "Passed to a unit"],
  signed: ["已签收", "Taken up"],
  in_progress: ["办理中", "In progress"],
  waiting: ["等待补充材料或第三方", "Waiting for more"],
  disputed: ["正在确定承办单位", "Finding the unit"],
  settled: ["已办结", "Done"],
  call_back: ["已办结，等待回访", "Done, we shall ask you"],
  closed: ["已结案", "Closed"],
  withdrawn: ["已撤回", "Withdrawn"],
  merged: ["已合并办理", "Merged with another"],
  referred: ["已转应急热线", "Handed to 110, 119 or 120"],
};
const OTHER_STATE = ["办理中", "In progress"];
const LEVELS = [
  ["非常不满意", "Very bad"],
  ["不满意", "Bad"],
  ["基本满意", "Fair"],
  ["满意", "Good"],
  ["非常满意", "Very good"],
];
Object.assign(TEXTS, {
  you: ["您", "You"],
  unit: ["承办单位", "The unit"],
  due: ["办结时限", "Due"],
  filed: ["提交时间", "Filed"],
  rated: ["您的评价", "Your rating"],
  photo: ["照片", "Photograph"],
  yes: ["是", "Yes"],
  no: ["否", "No"],
  digits: ["请填写4位数字。", "Give 4 digits."],
  most: ["最多5张照片。", "Up to 5 photographs."],
  none: ["还没有诉求。可以提交新的，或用查询码添加以前的。", "No requests yet. File one, or add an earlier one with its code."],
});
