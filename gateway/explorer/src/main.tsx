import "./style_nonce";
import "graphiql/setup-workers/vite";
import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "@graphiql/plugin-explorer/style.css";
import "graphiql/graphiql.css";
import "./style.css";

import { createRoot } from "react-dom/client";

import { Page } from "./page";
import { becomeAgain } from "./personas";
import { comeBack } from "./sign_in";
import { told } from "./told";

if (told.personas) becomeAgain();
else await comeBack();

const place = document.querySelector("#page");
if (place) createRoot(place).render(<Page />);
