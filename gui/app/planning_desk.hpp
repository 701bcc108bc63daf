// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "gui/app/background_job.hpp"
#include "gui/app/picture_texture.hpp"
#include "gui/panels/commands.hpp"
#include "gui/panels/viewer_state.hpp"
#include "planner/catalogue.hpp"
#include "session/autosave.hpp"
#include "session/case_file.hpp"
#include "session/edit_history.hpp"
#include "session/plan_desk.hpp"

namespace echolance {

/// What the user decides about the plan of what is open: edits with undo, the search that answers
/// them, the case folder and the recovery file. Belongs to the window's thread.
class PlanningDesk {
 public:
  explicit PlanningDesk(const std::string& program_version);

  /// The recording or patient that is open, or was closed with edits that were not saved, brings
  /// its edits and their undo again; places in pictures stay where they are when the pixel size was
  /// changed.
  void open_recording(std::shared_ptr<const Replay> replay);
  void open_patient(std::uint64_t seed);
  /// What `echolance landmarks` wrote.
  void open_landmarks(const std::string& folder);
  /// Something is open that cannot be planned on; the sentence says why.
  void open_unplannable(const std::string& why_not);
  /// Edits of a case whose recording or patient has just been opened.
  void take_case(const CaseFile& file, const std::string& folder);
  /// Edits that were recovered: not saved anywhere yet.
  void keep_unsaved();
  /// Edits that were not saved stay in their recovery file, for the next start.
  void close();

  void obey(const command::EditPlan& command);
  void obey(const command::SearchPlan& command);
  void obey(const command::Undo& command);
  void obey(const command::Redo& command);
  /// Into the folder, or where it was saved before; what came of it is told by update().
  void save(const std::string& folder, std::int64_t frame);
  void export_plan(const std::string& folder);

  /// Takes what the workers have finished. `frame`: looked at.
  [[nodiscard]] std::vector<Notice> update(std::int64_t frame);
  [[nodiscard]] const PlanningView& view() const { return view_; }
  /// The plan with the way that is chosen as the one to follow.
  [[nodiscard]] std::optional<Plan> plan_to_guide() const;
  [[nodiscard]] std::shared_ptr<const PlanResults> results() const { return view_.results; }
  /// The simulation's name of the procedure; empty: it knows none.
  [[nodiscard]] std::string simulated_procedure() const;

  /// The window's context goes; the window has a new one.
  void leave_pictures() { picture_.leave(); }
  void renew_pictures();

 private:
  // Edits of what was open before.
  struct Kept {
    EditHistory<PlanEdit> edits;
    PlanEdit saved;
    std::string saved_in;
    std::optional<PixelSpacing> spacing;
    std::unique_ptr<Autosave> autosave;  // where they were not saved
    bool searched = false;
  };

  // A case that was written, as it was when it was asked for.
  struct SavedCase {
    std::string folder, subject;
    PlanEdit edit;
  };

  void open(PlanSubject subject);
  void start_saving(const std::string& folder);
  void note_saved(const SavedCase& saved);
  void take_answer();
  void write_plan(const std::string& folder);
  void keep_edits(const std::string& next);
  void take_kept();
  void edited();
  void search_once_found();
  void fill_procedure();
  [[nodiscard]] CaseFile case_now() const;

  std::string program_version_;
  std::optional<ProcedureCatalogue> catalogue_;
  PlanDesk desk_;
  EditHistory<PlanEdit> edits_;
  PlanEdit saved_;
  PlanSubject subject_;
  std::int64_t frame_ = 0;
  bool to_search_ = false;  // as soon as finding has come to the frame that is planned on
  std::unique_ptr<Autosave> autosave_;
  std::map<std::string, Kept> kept_;
  std::string told_problem_;  // of the autosave
  BackgroundJob<Result<SavedCase>> saving_;
  bool writing_ = false;                  // the plan, by the desk
  std::optional<std::string> save_next_;  // asked for while another was being saved
  std::shared_ptr<const PlanAnswer> answer_;
  UploadedPicture picture_;
  PlanningView view_;
};

}  // namespace echolance
