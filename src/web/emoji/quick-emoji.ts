/** For a reaction at one touch. */
export const quickEmoji = ["👍", "❤️", "😂", "🎉", "😮", "😢"] as const;
