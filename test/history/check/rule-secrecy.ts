import type { Report } from "./finding.ts";
import type { Ledger } from "./ledger.ts";

/** What was still going on when a user left may be shown to them for so long. */
const STALE_ACTIVITY_MS = 30_000;

/** Nothing is seen outside a membership. */
export function checkSecrecy(ledger: Ledger, report: Report): void {
  checkDeliveries(ledger, report);
  checkReaders(ledger, report);
  checkActivities(ledger, report);
  for (const { client, route, conversationId, answer, answerForInvented } of ledger.of("spied")) {
    if (answer !== answerForInvented) {
      report(
        "leaked",
        `${client} tried ${route} on ${conversationId} and got ${answer}; an invented id gets ${answerForInvented}.`,
      );
    }
  }
}

function checkDeliveries(ledger: Ledger, report: Report): void {
  const { memberships } = ledger;
  for (const { client, conversationId, epoch, event, at } of [...ledger.of("observed"), ...ledger.of("dropped")]) {
    // The log of a past that was replaced is not there to tell who was a member.
    if (epoch !== ledger.finalEpoch && !memberships.isFixed(conversationId)) continue;
    const userId = ledger.userOf(client);
    if (memberships.includes(userId, conversationId, event.seq)) continue;
    // A member may read what was said before they came, so it may be delivered to them, too.
    if (memberships.mayBeMember(userId, conversationId, at)) continue;
    report("leaked", `${client} was shown ${conversationId}/${event.seq} without being a member there.`);
  }
}

function checkReaders(ledger: Ledger, report: Report): void {
  for (const { client, conversationId, begunAt, at } of ledger.of("read")) {
    if (ledger.memberships.mayBeMember(ledger.userOf(client), conversationId, begunAt, at)) continue;
    report("leaked", `${client} has read ${conversationId} without being a member.`);
  }
}

/** Who left may be told late of what happened before, but of nothing that happened afterwards. */
function checkActivities(ledger: Ledger, report: Report): void {
  const activities = ledger.of("activity");
  for (const shown of ledger.of("activity-shown")) {
    const { client, conversationId, activity, userId, at } = shown;
    const viewer = ledger.userOf(client);
    if (viewer === userId || ledger.memberships.mayBeMember(viewer, conversationId, at)) continue;
    const leftAt = ledger.memberships.lastLeftAt(viewer, conversationId, at) ?? 0;
    const isFromBefore = activities.some(
      (other) =>
        other.userId === userId &&
        other.activity === activity &&
        (activity === "online" || other.conversationId === conversationId) &&
        other.at <= leftAt &&
        other.at >= leftAt - STALE_ACTIVITY_MS,
    );
    if (!isFromBefore) report("leaked", `${client} left ${conversationId} and was shown that ${userId} is ${activity} there.`);
  }
}
