import type { GraphiQLPlugin } from "@graphiql/react";

import { ANYWHERE, DEMO, type Example } from "./examples";
import { become } from "./personas";
import { useOpen } from "./tab";
import { told } from "./told";

function Examples() {
  const open = useOpen();
  const show = ({ query, variables, as }: Example) => {
    open(query, variables);
    if (as) become(as);
  };
  return (
    <div className="examples">
      <h2>Begin here</h2>
      <ol>
        {(told.personas ? DEMO : ANYWHERE).map((example) => (
          <li key={example.title}>
            <button type="button" onClick={() => show(example)}>
              <b>{example.title}</b>
              {example.as && <span className="as">as {example.as}</span>}
              <span>{example.about}</span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Icon() {
  return (
    <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round">
      <path d="M3 4h2M3 10h2M3 16h2M8 4h9M8 10h9M8 16h6" />
    </svg>
  );
}

export const EXAMPLES: GraphiQLPlugin = { title: "Examples", icon: Icon, content: Examples };
