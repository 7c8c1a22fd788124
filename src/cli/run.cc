#include "cli/run.h"

#include <exception>
#include <new>

#include "cli/commands.h"

namespace lianmeng::cli {

void AddStoreOptions(CLI::App& command, Context& context) {
  command.add_option("--db", context.db, "数据库 database URL, e.g. sqlite:region.db")
      ->capture_default_str();
  command
      .add_option("--viewer", context.viewer,
                  "以谁的身份查看 who looks: office, public, or an organisation's key or id")
      ->capture_default_str();
}

void AddJsonOption(CLI::App& command, Context& context) {
  command.add_flag("--json", context.json, "以 JSON 输出 print JSON");
}

int Run(int argc, const char* const* argv) {
  Context context;
  context.language = LanguageFromEnvironment();
  CLI::App program(
      "链盟：区域产业联盟平台\nLianmeng: a platform for the industrial alliance of a region",
      "lianmeng");
  program.set_version_flag("--version", kVersion);
  program.require_subcommand(1);
  program
      .add_option_function<std::string>(
          "--lang",
          [&](const std::string& text) {
            context.language = text == "en" ? Language::kEnglish : Language::kChinese;
          },
          "输出语言 language of the output (also LIANMENG_LANG)")
      ->check(CLI::IsMember({"zh", "en"}));
  program.fallthrough();
  AddImportCommand(program, context);
  AddTemplateCommand(program, context);
  AddGenerateCommand(program, context);
  AddReportCommand(program, context);
  AddRiskCommand(program, context);
  AddMeasureCommand(program, context);
  AddEvaluateCommand(program, context);
  AddRepairCommand(program, context);
  AddMatchCommand(program, context);
  AddEventCommand(program, context);
  AddNetworkCommand(program, context);
  AddNamesCommand(program, context);
  AddDuplicatesCommand(program, context);
  AddSearchCommand(program, context);
  AddExportCommand(program, context);
  AddServeCommand(program, context);
  AddStoreCommand(program, context);
  AddCompletionCommand(program, context);
  try {
    CatchSignals();
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int status = program.exit(error);
    return status == 0 ? 0 : 2;
  } catch (const std::bad_alloc&) {
    context.Fail(MakeError(ErrorCode::kResourceExhausted, {"内存不足", "out of memory"}));
  } catch (const std::exception& error) {
    context.Fail(MakeError(ErrorCode::kInternal, {std::string("程序缺陷：") + error.what(),
                                                  std::string("a defect: ") + error.what()}));
  }
  return context.status;
}

}  // namespace lianmeng::cli
