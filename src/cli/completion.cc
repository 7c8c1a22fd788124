// lianmeng completion: a script for the shell, made from the commands and options themselves.

#include <iostream>

#include "cli/commands.h"

namespace lianmeng::cli {
namespace {

struct CommandWords {
  std::string path;                // "risk index"
  std::vector<std::string> words;  // its commands and long options
};

void Collect(const CLI::App& command, const std::string& path, std::vector<CommandWords>* out) {
  CommandWords words{path, {}};
  for (const CLI::App* sub : command.get_subcommands({})) words.words.push_back(sub->get_name());
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) words.words.push_back("--" + name);
  }
  out->push_back(words);
  for (const CLI::App* sub : command.get_subcommands({})) {
    Collect(*sub, path.empty() ? sub->get_name() : path + " " + sub->get_name(), out);
  }
}

std::string JoinWords(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

void PrintBash(const std::vector<CommandWords>& commands) {
  std::cout << "_lianmeng() {\n"
               "  local current=${COMP_WORDS[COMP_CWORD]} path= word\n"
               "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
               "    [[ $word == -* ]] && continue\n"
               "    case \"${path:+$path }$word\" in\n";
  for (const CommandWords& command : commands) {
    if (!command.path.empty())
      std::cout << "      '" << command.path << "') path='" << command.path << "' ;;\n";
  }
  std::cout << "    esac\n  done\n  case \"$path\" in\n";
  for (const CommandWords& command : commands) {
    std::cout << "    '" << command.path << "') COMPREPLY=($(compgen -f -W '"
              << JoinWords(command.words) << "' -- \"$current\")) ;;\n";
  }
  std::cout << "  esac\n}\ncomplete -o filenames -F _lianmeng lianmeng\n";
}

void PrintFish(const std::vector<CommandWords>& commands) {
  for (const CommandWords& command : commands) {
    const std::string condition =
        command.path.empty()
            ? "__fish_use_subcommand"
            : "__fish_seen_subcommand_from " + command.path.substr(command.path.rfind(' ') + 1);
    std::cout << "complete -c lianmeng -n '" << condition << "' -a '" << JoinWords(command.words)
              << "'\n";
  }
}

}  // namespace

void AddCompletionCommand(CLI::App& program, Context& context) {
  CLI::App* command =
      program.add_subcommand("completion", "命令补全脚本 print a completion script for your shell");
  auto shell = std::make_shared<std::string>();
  command->add_option("shell", *shell, "bash | zsh | fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  (void)context;
  command->callback([shell, &program] {
    std::vector<CommandWords> commands;
    Collect(program, "", &commands);
    if (*shell == "fish") return PrintFish(commands);
    if (*shell == "zsh") std::cout << "autoload -U +X bashcompinit && bashcompinit\n";
    PrintBash(commands);
  });
}

}  // namespace lianmeng::cli
