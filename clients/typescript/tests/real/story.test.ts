import { TableTapClient } from "@tabletap/client";
import { story } from "./story.js";

story("this client", TableTapClient);
