// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ERC4337Utils} from "@openzeppelin/contracts/account/utils/ERC4337Utils.sol";
import {IEntryPointStake} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {AccountFactory} from "./AccountFactory.sol";
import {PublicKey} from "./WebAuthnVerifier.sol";

/// @title The stake behind the account factory
/// @notice Bundlers let a user operation create an account that reads its validator's storage only if the factory has a
/// stake (ERC-7562, STO-022). A stake needs an owner, and the factory has none: so an operator deploys this, stakes
/// through it, and user operations name it as their factory. Account addresses do not depend on it.
contract FactoryStaker is Ownable2Step {
    /// @notice The factory that every call is forwarded to.
    AccountFactory public immutable factory;

    /// @notice Without an owner nobody could ever take the stake out.
    error StakeNeedsOwner();

    constructor(address owner, AccountFactory factory_) Ownable(owner) {
        factory = factory_;
    }

    /// @notice Adds what is sent to the stake.
    /// @param unstakeDelaySeconds How long the stake stays locked after `unlockStake`; can only grow.
    function addStake(uint32 unstakeDelaySeconds) external payable onlyOwner {
        _entryPoint().addStake{value: msg.value}(unstakeDelaySeconds);
    }

    /// @notice Starts the unstake delay. From here on bundlers count the factory as not staked.
    function unlockStake() external onlyOwner {
        _entryPoint().unlockStake();
    }

    /// @notice Pays the unlocked stake out.
    function withdrawStake(address payable recipient) external onlyOwner {
        _entryPoint().withdrawStake(recipient);
    }

    /// @notice Refused: see StakeNeedsOwner.
    function renounceOwnership() public view override onlyOwner {
        revert StakeNeedsOwner();
    }

    /// @notice See AccountFactory.
    function createAccount(PublicKey calldata key, bytes32 salt) external returns (address) {
        return factory.createAccount(key, salt);
    }

    function _entryPoint() private pure returns (IEntryPointStake) {
        return IEntryPointStake(address(ERC4337Utils.ENTRYPOINT_V08));
    }
}
