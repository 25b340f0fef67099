import { render } from "preact";
import { loadWords } from "../../src/web/i18n/words.ts";
import { RichText } from "../../src/web/text/rich-text.tsx";

/** Runs in a page of its own: shows a text with what the log will know of it. */
await loadWords("en");
Object.assign(window, {
  show(properties: Parameters<typeof RichText>[0]) {
    const place = document.createElement("div");
    place.className = "message-text";
    place.dir = "auto";
    document.body.replaceChildren(place);
    render(<RichText {...properties} />, place);
  },
});
